// Preloaded by a test: what the program sees on an old release.
Object.defineProperty(process.versions, 'node', { value: '20.20.2' })
