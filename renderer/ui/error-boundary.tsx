import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { ErrorState } from './feedback.tsx'

type ErrorBoundaryProps = { readonly name: string; readonly children: ReactNode }

/** A bug in one part of the window stays in that part: it says so and can be shown again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly message: string | null }> {
  override state: { readonly message: string | null } = { message: null }

  static getDerivedStateFromError(error: unknown): { readonly message: string } {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === null) return this.props.children
    return (
      <ErrorState
        size="sm"
        title={`${this.props.name} stopped: a mistake of ours`}
        message={message}
        action={<Button onClick={() => this.setState({ message: null })}>Show again</Button>}
      />
    )
  }
}
