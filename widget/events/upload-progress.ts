/** `refreel-upload-progress`: more of a file was sent. */

export interface UploadProgress {
  key: string
  name: string
  /** 0 to 1. */
  fraction: number
  bytes: number
}

/** Bubbles out of all shadow trees. */
export class RefreelUploadProgressEvent extends CustomEvent<UploadProgress> {
  static readonly type = 'refreel-upload-progress'
  constructor(detail: UploadProgress) {
    super(RefreelUploadProgressEvent.type, { bubbles: true, composed: true, detail })
  }
}
