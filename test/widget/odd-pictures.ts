/** Pictures that the model can’t take, each 320 by 256 pixels; made with sharp. */

const file = (name: string, base64: string): File =>
  new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name)

/** A red picture. */
export const avif = (): File =>
  file(
    'red.avif',
    'AAAAHGZ0eXBhdmlmAAAAAG1pZjFhdmlmbWlhZgAAANZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAAA+gABAAAAAAAAAC8AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABhdjAxAAAAAA5waXRtAAAAAAABAAAAVmlwcnAAAAA4aXBjbwAAAAxhdjFDgSACAAAAABRpc3BlAAAAAAAAAUAAAAEAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAgMAAAA3bWRhdBIACgk4Ief/7SAhoNIyIBNgmLE4AAWAAQCXvyySKAsyDHQQ2gM8fefmCDIrVpko',
  )

/** An animated GIF: a red frame, then a blue one. */
export const gif = (): File =>
  file(
    'red.gif',
    'R0lGODlhQAEAAYAAAExpccwzMyH/C05FVFNDQVBFMi4wAwEAAAAh+QQFCgAAACwAAAAAQAEAAQAC/4yPqcvtD6OctNqLs968+w+G4kiW5omm6sq27gvH8kzX9o3n+s73/g8MCofEovGITCqXzKbzCY1Kp9Sq9YrNarfcrvcLDovH5LL5jE6r1+y2+w2Py+f0uv2Oz+v3/L7/DxgoOEhYaHiImKi4yNjo+AgZKTlJWWl5iZmpucnZ6fkJGio6SlpqeoqaqrrK2ur6ChsrO0tba3uLm6u7y9vr+wscLDxMXGx8jJysvMzc7PwMHS09TV1tfY2drb3N3e39DR4uPk5ebn6Onq6+zt7u/g4fLz9PX29/j5+vv8/f7/8PMKDAgQQLGjyIMKHChQwbOnwIMaLEiRQrWryIMaPGjY8cO3r8CDKkyJEkS5o8iTKlypUsW7p8CTOmzJk0a9q8iTOnzp08e/r8CTSo0KFEixo9ijSp0qVMmzp9CjWq1KlUq1q9ijWr1q1cu3r9Cjas2LFky5o9izat2rVs27p9Czeu3Ll069q9izev3r18+/r9Cziw4MGECxs+jDix4sWMGzt+DDmy5MmUK1u+jFlOAQAh+QQFCgAAACwAAAAAQAEAAYBMaXEzM8wC/4yPqcvtD6OctNqLs968+w+G4kiW5omm6sq27gvH8kzX9o3n+s73/g8MCofEovGITCqXzKbzCY1Kp9Sq9YrNarfcrvcLDovH5LL5jE6r1+y2+w2Py+f0uv2Oz+v3/L7/DxgoOEhYaHiImKi4yNjo+AgZKTlJWWl5iZmpucnZ6fkJGio6SlpqeoqaqrrK2ur6ChsrO0tba3uLm6u7y9vr+wscLDxMXGx8jJysvMzc7PwMHS09TV1tfY2drb3N3e39DR4uPk5ebn6Onq6+zt7u/g4fLz9PX29/j5+vv8/f7/8PMKDAgQQLGjyIMKHChQwbOnwIMaLEiRQrWryIMaPGjY8cO3r8CDKkyJEkS5o8iTKlypUsW7p8CTOmzJk0a9q8iTOnzp08e/r8CTSo0KFEixo9ijSp0qVMmzp9CjWq1KlUq1q9ijWr1q1cu3r9Cjas2LFky5o9izat2rVs27p9Czeu3Ll069q9izev3r18+/r9Cziw4MGECxs+jDix4sWMGzt+DDmy5MmUK1u+jFlOAQA7',
  )

/** An animated WebP: a red frame, then a blue one. */
export const webp = (): File =>
  file(
    'red.webp',
    'UklGRgYCAABXRUJQVlA4WAoAAAACAAAAPwEA/wAAQU5JTQYAAAD/////AABBTk1G7AAAAAAAAAAAAD8BAP8AAGQAAAJWUDgg1AAAALAUAJ0BKkABAAE+bTaZSaQioqEgKACADYlpbuF3YR7cAAAT2Ae+2TkPfbKBl4uTkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5D32ych77ZOQ99snIe+2TkPfbJyHvtk5DeAAD+/6eb//61MjH0Yv//64D/5wH/zgP6L6604JOcAAAAAAAAAAAAQU5NRuYAAAAAAAAAAAA/AQD/AABkAAAAVlA4IM4AAADUEwCdASpAAQABPm0yk0mCAgAA2JaW7hd2EbQAnpv1ZaV/6stLfDNKV/6stK/9WWlf+rLSv/VlpX/qy0r/1ZaV/6stK/9WWlf+rLSv/VlpX/qy0r/1ZaV/6stK/9WWlf+rLSv/VlpX/qy0r/1ZaV/6stK/9WWlf+rLSv/VlpX/qy0r/1ZaV/6stK/9WWlf+rLSv/VlpX/qy0r/1ZaV/6stK/9WWlf94AD+/7yj///1wH//OA//5wH9MH/4NkimxlLacHlgAAAAAAAAAAAAAA==',
  )
