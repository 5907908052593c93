/** Every address of the Worker. A test holds it against the routes. */

import { OPERATOR_GENERATION_OPERATIONS } from './admin-generations.ts'
import { ADMIN_PROVIDER_OPERATIONS } from './admin-provider.ts'
import { OPERATOR_REFERENCE_OPERATIONS } from './admin-references.ts'
import { SITE_OPERATIONS } from './admin-sites.ts'
import { GENERATION_OPERATIONS } from './generations.ts'
import type { Operations } from './operation.ts'
import { PROVIDER_OPERATIONS } from './provider.ts'
import { REFERENCE_OPERATIONS } from './references.ts'
import { SERVICE_OPERATIONS } from './service.ts'
import { SESSION_OPERATIONS } from './sessions.ts'
import { VIDEO_OPERATIONS } from './videos.ts'

export const OPERATIONS: Operations = {
  ...SESSION_OPERATIONS,
  ...REFERENCE_OPERATIONS,
  ...GENERATION_OPERATIONS,
  ...VIDEO_OPERATIONS,
  ...PROVIDER_OPERATIONS,
  ...SITE_OPERATIONS,
  ...ADMIN_PROVIDER_OPERATIONS,
  ...OPERATOR_GENERATION_OPERATIONS,
  ...OPERATOR_REFERENCE_OPERATIONS,
  ...SERVICE_OPERATIONS,
}
