// Tells a chat room who came. The sign-in goes on whatever the chat does.
const ROOM = '' // the address of an incoming webhook of yours

export async function handle(data) {
  const { user, client } = data
  const text = `${user.name ?? user.username ?? user.id} signed in to ${client?.client_name ?? 'an unknown client'}`

  if (!ROOM) {
    console.info('no room is set; this would be said:', text)
    return data
  }
  try {
    const headers = { 'content-type': 'application/json' }
    await fetch(ROOM, { method: 'POST', headers, body: JSON.stringify({ text }), signal: AbortSignal.timeout(3000) })
  } catch (error) {
    console.error('the chat was not told:', error.message)
  }
  return data
}
