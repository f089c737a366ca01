// Refuses users whose e-mail address belongs to a throw-away service.
const DISPOSABLE = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com']

function handle(data, callback) {
  const email = (data.user && data.user.email) || ''
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()

  // Subdomains count too: inbox.mailinator.com
  const blocked = DISPOSABLE.some(name => domain === name || domain.endsWith('.' + name))
  if (blocked) {
    console.warn('refused a disposable address of', domain)
    return callback(new Error('Please use a permanent e-mail address.'))
  }
  callback(null, data)
}
