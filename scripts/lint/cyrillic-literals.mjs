// Words for people stand in messages/ so that they can be read together and translated.
const cyrillic = /[А-Яа-яЁё]/

export const cyrillicLiterals = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { literal: 'Put «{{text}}» into messages/ and use its key.' },
  },
  create(context) {
    const check = (node, text) => {
      if (cyrillic.test(text))
        context.report({ node, messageId: 'literal', data: { text: text.trim().slice(0, 40) } })
    }
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      JSXText: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.raw),
    }
  },
}
