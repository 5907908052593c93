/** The module that workerd loads: the app and the classes of the Durable Objects. */
import { app } from './app.ts'

export { Dispatcher } from './objects/dispatcher/dispatcher.ts'
export { GenerationObject } from './objects/generation/generation.ts'
export { Site } from './objects/site/site.ts'
export { Upload } from './objects/upload/upload.ts'

export default app
