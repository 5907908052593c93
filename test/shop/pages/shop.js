/** What the shop's pages do beside the studio: sample pictures, ideas for a prompt, and a basket that only counts. */

const studio = document.querySelector('refreel-studio')
const told = document.querySelector('.told')
const RUNNING = ['queued', 'generating', 'storing']

for (const button of document.querySelectorAll('[data-reference]')) {
  button.addEventListener('click', () => addSample(button))
}

for (const button of document.querySelectorAll('[data-prompt]')) {
  button.addEventListener('click', () => {
    if (!isFree()) return
    // Emptied first, so that the same idea counts again after the visitor has changed it.
    studio.prompt = ''
    studio.prompt = button.dataset.prompt
    tell('The idea is in the studio. Change it as you like.')
  })
}

document.querySelector('#cart')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const basket = document.querySelector('#basket')
  const added = Number(new FormData(event.currentTarget).get('quantity'))
  basket.textContent = String(Number(basket.textContent) + added)
})

/** Hands one of the shop's own pictures to the studio, as if the visitor had picked the file. */
async function addSample(button) {
  const url = button.dataset.reference
  button.disabled = true
  try {
    await customElements.whenDefined('refreel-studio')
    if (!isFree()) return
    const answer = await fetch(url)
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    const picture = await answer.blob()
    await studio.addReferences([new File([picture], url.split('/').at(-1), { type: picture.type })])
    tell(`“${button.textContent.trim()}” is in the studio.`)
  } catch {
    tell('That picture could not be loaded. Please try another.')
  } finally {
    button.disabled = false
  }
}

/** True when the studio can take something: a finished video makes room for the next, a running one doesn't. */
function isFree() {
  if (studio.phase === 'done') studio.reset()
  const running = RUNNING.includes(studio.phase)
  if (running) tell('Your video is still being made. This can go into the next one.')
  return !running
}

function tell(text) {
  told.textContent = text
}
