/**
 * Preloaded into every program that a run starts (`node --import …/leash.ts`): when the run itself is gone, however it
 * went, so is the program with all it started. No orphan keeps a port or a database.
 */
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
// The channel alone must not keep a program going that has nothing left to do.
process.channel?.unref()
