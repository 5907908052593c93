/** Defines both elements and exports their classes and events; importing it in Node does nothing. */
export * from './events/index.ts'
export { RefreelPlayer } from './player.ts'
export type { Phase } from './store/snapshot.ts'
export { RefreelStudio } from './studio.ts'
export { VERSION } from './version.ts'
