/** `npm run bench`: ratios against baselines of the same run, as a table. */
import { cpus } from 'node:os'
import { exitWith } from '../../widget/build/failure.ts'
import { table } from './results.ts'
import { benchUploads } from './uploads.ts'

try {
  const results = await benchUploads()
  const [cpu] = cpus()
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpu?.model ?? 'unknown'}, Node ${process.version}`,
  )
  console.log(table(results))
} catch (error) {
  exitWith(error)
}
