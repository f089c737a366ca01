// Tells a service of yours about the user. The flow goes on if that fails: a sign-in should not hang on a chat.
const WEBHOOK = '' // such as https://chat.example.com/hooks/123
const PATIENCE = 3000 // milliseconds; the whole hook has 10 seconds

export async function handle(data) {
  const { user = {}, client } = data
  const message = { text: `${user.name ?? user.id} came by ${client?.client_name ?? 'an unknown client'}` }

  if (!WEBHOOK) {
    console.log('no webhook is set; this would be sent:', message)
    return data
  }
  try {
    const response = await fetch(WEBHOOK, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(PATIENCE)
    })
    if (!response.ok) console.error('the webhook answered', response.status)
  } catch (error) {
    console.error('the webhook was not told:', error.message)
  }
  return data
}
