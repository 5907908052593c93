/** A video file's coding, size and length, by ffprobe. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import probe from '@ffprobe-installer/ffprobe'

export type MediaFacts = { codec: string; width: number; height: number; seconds: number }

export async function mediaFacts(path: string): Promise<MediaFacts> {
  const entries = 'stream=codec_name,width,height:format=duration'
  const { stdout } = await promisify(execFile)(probe.path, [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', path],
  ])
  const { streams, format } = JSON.parse(stdout)
  const [stream] = streams
  return { codec: stream.codec_name, width: stream.width, height: stream.height, seconds: Number(format.duration) }
}
