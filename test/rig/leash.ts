/**
 * Preloaded into every part of a rig (`node --import …/leash.ts`): when the rig's process ends, in whatever way, the
 * part ends with all that it started. No orphan keeps a port or a database.
 */
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
// The channel alone must not keep a program going that has nothing left to do.
process.channel?.unref()
