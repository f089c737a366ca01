const error = new SyntaxError('not one')
error.stack = `${import.meta.url}:${'9'.repeat(5000)}\nlet let\n    ^\nSyntaxError: not one`
throw error
