/**
 * Short rounds of both in turn, each time the other one first, so that whatever else the machine does meanwhile falls on
 * both alike.
 */
export async function alternating<Found>(
  rounds: number,
  ours: () => Promise<Found>,
  baseline: () => Promise<Found>,
): Promise<readonly { readonly ours: Found; readonly baseline: Found }[]> {
  const found: { ours: Found; baseline: Found }[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await ours()
      found.push({ ours: first, baseline: await baseline() })
    } else {
      const first = await baseline()
      found.push({ ours: await ours(), baseline: first })
    }
  }
  return found
}
