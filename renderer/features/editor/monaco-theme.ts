import { editor } from 'monaco-editor/editor/editor.api'
import { between, plainColour, translucent } from './colours.ts'

type Token = (name: string) => string

const rules = (token: Token): editor.ITokenThemeRule[] => {
  const keyword = between(token('block-transformer'), token('block-sensor'))
  const look = (name: string, colour: string): editor.ITokenThemeRule => ({
    token: name,
    foreground: plainColour(colour).slice(1),
  })
  return [
    look('', token('text-primary')),
    look('comment', token('text-muted')),
    look('keyword', keyword),
    look('operator.sql', keyword),
    look('string', token('status-warning')),
    look('string.escape', token('block-custom')),
    look('number', token('status-success')),
    look('annotation', token('accent')),
    look('tag', token('accent')),
    look('function', token('block-data-loader')),
    look('type', token('block-data-loader')),
    look('key', token('block-data-loader')),
    look('type.yaml', token('block-data-loader')),
    // The themes these are laid over know colours of their own for them.
    look('string.sql', token('status-warning')),
    look('predefined.sql', token('block-data-loader')),
    look('string.yaml', token('text-primary')),
    look('predefined', token('block-data-loader')),
    look('self', token('block-conditional')),
    look('delimiter', token('text-secondary')),
    look('operator', token('text-secondary')),
    look('metatag', token('accent')),
    look('variable', token('block-conditional')),
  ]
}

const diffColours = (token: Token): editor.IColors => ({
  'diffEditor.insertedTextBackground': translucent(token('status-success'), 0.2),
  'diffEditor.removedTextBackground': translucent(token('status-failed'), 0.2),
  'diffEditor.insertedLineBackground': translucent(token('status-success'), 0.1),
  'diffEditor.removedLineBackground': translucent(token('status-failed'), 0.1),
  'diffEditorGutter.insertedLineBackground': translucent(token('status-success'), 0.16),
  'diffEditorGutter.removedLineBackground': translucent(token('status-failed'), 0.16),
  'diffEditor.diagonalFill': translucent(token('border-strong'), 0.5),
  'diffEditor.border': plainColour(token('border-subtle')),
})

const widgetColours = (token: Token): editor.IColors => ({
  'editorWidget.background': plainColour(token('surface-raised')),
  'editorWidget.foreground': plainColour(token('text-primary')),
  'editorWidget.border': plainColour(token('border-strong')),
  'editorSuggestWidget.background': plainColour(token('surface-raised')),
  'editorSuggestWidget.border': plainColour(token('border-strong')),
  'editorSuggestWidget.selectedBackground': plainColour(token('surface-hover')),
  'list.hoverBackground': plainColour(token('surface-hover')),
  'list.focusBackground': plainColour(token('surface-hover')),
  'input.background': plainColour(token('surface-panel')),
  'input.foreground': plainColour(token('text-primary')),
  'input.border': plainColour(token('border-strong')),
  'inputOption.activeBorder': plainColour(token('accent')),
  'quickInput.background': plainColour(token('surface-raised')),
  'quickInput.foreground': plainColour(token('text-primary')),
  'menu.background': plainColour(token('surface-raised')),
  'menu.foreground': plainColour(token('text-primary')),
  'menu.selectionBackground': plainColour(token('surface-hover')),
  'menu.selectionForeground': plainColour(token('text-primary')),
  'menu.separatorBackground': plainColour(token('border-subtle')),
  'menu.border': plainColour(token('border-strong')),
  'widget.shadow': translucent(token('surface-window'), 0.4),
  focusBorder: plainColour(token('accent')),
})

const colours = (token: Token): editor.IColors => ({
  ...widgetColours(token),
  ...diffColours(token),
  foreground: plainColour(token('text-primary')),
  'editor.background': plainColour(token('surface-canvas')),
  'editor.foreground': plainColour(token('text-primary')),
  'editorGutter.background': plainColour(token('surface-canvas')),
  'editorLineNumber.foreground': plainColour(token('text-muted')),
  'editorLineNumber.activeForeground': plainColour(token('text-secondary')),
  'editorCursor.foreground': plainColour(token('accent')),
  'editor.selectionBackground': translucent(token('accent'), 0.26),
  'editor.inactiveSelectionBackground': translucent(token('accent'), 0.14),
  'editor.selectionHighlightBackground': translucent(token('accent'), 0.12),
  'editor.wordHighlightBackground': translucent(token('text-muted'), 0.22),
  'editor.wordHighlightStrongBackground': translucent(token('accent'), 0.18),
  'editor.findMatchBackground': translucent(token('status-warning'), 0.42),
  'editor.findMatchHighlightBackground': translucent(token('status-warning'), 0.2),
  'editor.lineHighlightBackground': translucent(token('surface-hover'), 0.45),
  'editor.lineHighlightBorder': translucent(token('surface-hover'), 0),
  'editorIndentGuide.background1': plainColour(token('border-subtle')),
  'editorIndentGuide.activeBackground1': plainColour(token('border-strong')),
  'editorBracketMatch.background': translucent(token('accent'), 0.16),
  'editorBracketMatch.border': translucent(token('accent'), 0.5),
  'editorOverviewRuler.border': translucent(token('border-subtle'), 0),
  'editorWhitespace.foreground': plainColour(token('border-strong')),
  'scrollbar.shadow': translucent(token('surface-window'), 0),
  'scrollbarSlider.background': translucent(token('text-muted'), 0.25),
  'scrollbarSlider.hoverBackground': translucent(token('text-muted'), 0.4),
  'scrollbarSlider.activeBackground': translucent(token('text-muted'), 0.5),
})

const take = (): void => {
  const style = getComputedStyle(document.documentElement)
  const token: Token = (name) => style.getPropertyValue(`--${name}`)
  const isLight = document.documentElement.dataset.theme === 'light'
  editor.defineTheme('pipewright', {
    base: isLight ? 'vs' : 'vs-dark',
    inherit: true,
    rules: rules(token),
    colors: colours(token),
  })
  editor.setTheme('pipewright')
}

/** Colours the editor by the tokens of the page, now and whenever the page changes its theme. */
export const followTheme = (): void => {
  take()
  new MutationObserver(take).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
}
