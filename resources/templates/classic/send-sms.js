// Hands a message to the HTTP interface of an SMS provider. What PlusAuth puts into the context of an sms hook is not documented:
// look at a real one (console.log) and adapt `recipient` and `text`.
const https = require('https')

const PROVIDER = '' // such as https://sms.example.com/messages

function handle(data, callback) {
  const body = data.context.request.body || {}
  const recipient = (data.user && data.user.phone_number) || body.phone_number
  const text = body.message || 'Your code is on its way.'

  if (!PROVIDER || !recipient) {
    console.log('nothing was sent;', recipient ? 'no provider is set' : 'there is no phone number')
    return callback(null, data)
  }
  const request = https.request(PROVIDER, { method: 'POST', headers: { 'content-type': 'application/json' } }, response => {
    response.resume()
    if (response.statusCode < 400) return callback(null, data)
    callback(new Error('The SMS provider answered ' + response.statusCode + '.'))
  })
  request.setTimeout(5000, () => request.destroy(new Error('The SMS provider did not answer.')))
  request.on('error', callback)
  request.end(JSON.stringify({ to: recipient, text: text }))
}
