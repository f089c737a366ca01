// Refuses throw-away e-mail addresses, and notes the domain of all others.
const DISPOSABLE = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com']

function handle(data, callback) {
  const user = data.user || {}
  const email = user.email || '' // some sign in by phone or user name
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  console.log(domain ? 'the address is at ' + domain : 'no e-mail address to look at')

  if (DISPOSABLE.some(name => domain === name || domain.endsWith('.' + name))) {
    return callback(new Error('Please use a permanent e-mail address.'))
  }
  user.metadata = Object.assign({}, user.metadata, { email_domain: domain || null })
  callback(null, data)
}
