// An async function needs no callback: it returns the final context, or throws.
export async function handle(data) {
  const answer = await ask()

  if (!answer.ready) {
    // the hook fails with an error, and the flow with it
    throw new Error('condition failed')
  }
  // the hook executes successfully
  return data
}

// Stands for something that takes a while
const ask = () => new Promise(resolve => setTimeout(resolve, 20, { ready: true }))
