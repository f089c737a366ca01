// Hands a message to the HTTP interface of an SMS provider. What PlusAuth puts into the context of an sms hook is not documented:
// look at a real one (console.log) and adapt `recipient` and `text`.
const PROVIDER = '' // such as https://sms.example.com/messages

export async function handle(data) {
  const { body = {} } = data.context.request
  const recipient = data.user?.phone_number ?? body.phone_number
  const text = body.message ?? 'Your code is on its way.'

  if (!PROVIDER || !recipient) {
    console.log('nothing was sent;', recipient ? 'no provider is set' : 'there is no phone number')
    return data
  }
  const response = await fetch(PROVIDER, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: recipient, text }),
    signal: AbortSignal.timeout(5000)
  })
  if (!response.ok) throw new Error(`The SMS provider answered ${response.status}.`)
  return data
}
