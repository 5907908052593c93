/** The schemas of the OpenAPI document by their names. */
import {
  AdminGenerationListSchema,
  AdminGenerationPatchSchema,
  AdminGenerationSchema,
  ErasureSchema,
  HealthSchema,
  UsageSchema,
} from '../admin.ts'
import {
  EstimateSchema,
  GenerationListSchema,
  GenerationRequestSchema,
  GenerationSchema,
  VideoFactsSchema,
} from '../generation.ts'
import { ProblemSchema } from '../problem.ts'
import { ImportRequestSchema, ReferenceListSchema, ReferenceSchema } from '../reference.ts'
import { SessionFactsSchema, SessionRequestSchema, SessionSchema } from '../session.ts'
import {
  ListedSiteSchema,
  NewSiteKeySchema,
  SiteCreateSchema,
  SiteKeyListSchema,
  SiteListSchema,
  SitePatchSchema,
  SiteSchema,
} from '../site.ts'

export const COMPONENTS = {
  Problem: ProblemSchema,
  SessionRequest: SessionRequestSchema,
  Session: SessionSchema,
  SessionFacts: SessionFactsSchema,
  Reference: ReferenceSchema,
  ReferenceList: ReferenceListSchema,
  ImportRequest: ImportRequestSchema,
  GenerationRequest: GenerationRequestSchema,
  Generation: GenerationSchema,
  GenerationList: GenerationListSchema,
  Estimate: EstimateSchema,
  VideoFacts: VideoFactsSchema,
  Health: HealthSchema,
  SiteCreate: SiteCreateSchema,
  SitePatch: SitePatchSchema,
  Site: SiteSchema,
  ListedSite: ListedSiteSchema,
  SiteList: SiteListSchema,
  SiteKeyList: SiteKeyListSchema,
  NewSiteKey: NewSiteKeySchema,
  AdminGeneration: AdminGenerationSchema,
  AdminGenerationList: AdminGenerationListSchema,
  AdminGenerationPatch: AdminGenerationPatchSchema,
  Usage: UsageSchema,
  Erasure: ErasureSchema,
}
export type Component = keyof typeof COMPONENTS
