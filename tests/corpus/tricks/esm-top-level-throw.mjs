
throw new TypeError('top')
