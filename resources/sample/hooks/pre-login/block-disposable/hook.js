// Refuses throw-away e-mail addresses, and notes the domain of all others.
const DISPOSABLE = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com']

function handle(data, callback) {
  const user = data.user
  if (!user || !user.email) return callback(null, data) // signs in by phone or user name

  const domain = user.email.slice(user.email.lastIndexOf('@') + 1).toLowerCase()
  console.log('the address is at', domain)

  if (DISPOSABLE.some(name => domain === name || domain.endsWith('.' + name))) {
    return callback(new Error('Please use a permanent e-mail address.'))
  }
  user.metadata = Object.assign({}, user.metadata, { email_domain: domain })
  callback(null, data)
}
