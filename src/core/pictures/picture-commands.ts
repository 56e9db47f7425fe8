import type { PictureName } from '../kernel/picture-name.ts'
import { altTextOf } from './alt-text.ts'
import { burnDown } from './burn-down.ts'
import { burnRates } from './burn-rates.ts'
import type { Look } from './drawing.ts'
import { fleetDays } from './fleet-days.ts'
import type { Picture } from './picture.ts'
import type { Period } from '../kernel/time/period.ts'
import type { PictureWorld } from './picture-world.ts'
import { deploymentsDuring, incidentsDuring } from './what-happened.ts'

/** A picture that has been drawn, with the words for who does not see it. */
export interface Drawn<Image> {
  readonly image: Image
  readonly title: string
  readonly altText: string
}

function pictureNamed(world: PictureWorld, name: PictureName): Promise<Picture | null> {
  switch (name.kind) {
    case 'burn-down':
      return burnDown(world, name)
    case 'burn-rates':
      return burnRates(world, name)
    case 'fleet':
      return fleetDays(world, name)
  }
}

/** Pictures by name. Null where the name's service or SLO is not there. */
export const pictureCommands = (world: PictureWorld) => {
  const named = (name: PictureName): Promise<Picture | null> => pictureNamed(world, name)
  const drawn = async <Image>(
    name: PictureName,
    draw: (picture: Picture) => Promise<Image>,
  ): Promise<Drawn<Image> | null> => {
    const picture = await named(name)
    return picture && { image: await draw(picture), title: picture.title, altText: altTextOf(picture) }
  }
  return {
    /** What happened to a service, to be marked on graphs that others draw. */
    async during(service: string, period: Period) {
      return {
        incidents: await incidentsDuring(world, service, period),
        deployments: await deploymentsDuring(world, service, period),
      }
    },
    /** Its figures. */
    named,
    /** For pages. */
    svg: (name: PictureName, look: Look) => drawn(name, (picture) => world.drawing.svg(picture, look)),
    /** For Slack and mail. */
    png: (name: PictureName, look: Look) => drawn(name, (picture) => world.drawing.png(picture, look)),
  }
}
