/** What a test reads from the stand-in for Replicate, and how it sets a fault there. */

export type StandInStats = {
  /** Calls of a create since the stand-in started, and predictions that it has ever made. */
  creates: number
  predictions: number
  by_status: Record<string, number>
  /** The predictions of each input. */
  inputs: { input: { prompt: string }; predictions: { id: string }[] }[]
}

type Prediction = { id: string; status: string; input: Record<string, unknown> }

export type ProviderView = {
  /** The stand-in's counts. */
  stats(): Promise<StandInStats>
  /** The inputs of all predictions with this prompt, as the provider got them. */
  inputsOf(prompt: string): Promise<Record<string, unknown>[]>
  /** The status that each prediction with this prompt has at the provider. */
  statusesOf(prompt: string): Promise<string[]>
  /** The prompts of the last hundred predictions, in the order in which they were created. */
  promptsInOrder(): Promise<string[]>
  /** Makes something go wrong at the stand-in; its README names what can. */
  fault(rule: { kind: string } & Record<string, unknown>): Promise<void>
}

/** `replicateUrl`: the stand-in's address with its `/v1`; null where a provider of the test's own answers. */
export function viewProvider(replicateUrl: string | null): ProviderView {
  const ask = async (address: string) => {
    const answer = await fetch(address, { headers: { authorization: 'Bearer r8_test' } })
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
    return await answer.json()
  }
  const predictions = async (prompt: string): Promise<Prediction[]> => {
    const { results } = await ask(`${replicateUrl}/predictions`)
    return results.filter(({ input }: Prediction) => input.prompt === prompt)
  }
  const control = `${replicateUrl?.replace(/\/v1$/, '')}/_control`
  return {
    stats: () => ask(`${control}/stats`),
    promptsInOrder: async () => {
      // Predictions whose data the provider has removed are in its counts alone.
      const [{ results }, { inputs }] = await Promise.all([
        ask(`${replicateUrl}/predictions`),
        ask(`${control}/stats`) as Promise<StandInStats>,
      ])
      const promptOf = (id: string) =>
        inputs.find(({ predictions }) => predictions.some((one) => one.id === id))?.input.prompt
      return results.map(({ id }: Prediction) => promptOf(id)).reverse()
    },
    fault: async (rule) => {
      const answer = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(rule) })
      if (!answer.ok) throw new Error(`the stand-in doesn't know ${JSON.stringify(rule)}`)
      await answer.body?.cancel()
    },
    inputsOf: async (prompt) => (await predictions(prompt)).map(({ input }) => input),
    statusesOf: async (prompt) => (await predictions(prompt)).map(({ status }) => status),
  }
}
