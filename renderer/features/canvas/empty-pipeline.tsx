import { Plus, Workflow } from 'lucide-react'
import { useRequest } from '../../bridge/queries.ts'
import { addBlock } from '../../commands/block-adding.ts'
import { blockNameFrom, templateGroups } from '../../commands/block-kinds.ts'
import { shortcutOf } from '../../commands/keys.ts'
import { runCommand } from '../../commands/registry.ts'
import { TypeMark } from '../../ui/block-marks.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/feedback.tsx'

/** A pipeline without blocks: where to begin. Lets drags through to the canvas below. */
export const EmptyPipeline = () => {
  const templates = useRequest('block.templates', {}).data ?? []
  const beginnings = templateGroups(templates)
    .flatMap(([, group]) => group)
    .filter((template) => template.type === 'data_loader')
    .slice(0, 4)
  const keys = shortcutOf('block.add')
  return (
    <div className="pointer-events-none absolute inset-0 z-5 [&_button]:pointer-events-auto">
      <EmptyState
        icon={<Workflow size={24} />}
        title="This pipeline has no blocks yet"
        text={`Drag a block from the left onto the canvas${keys === undefined ? '' : `, press ${keys}`}, or begin with one of these.`}
        action={
          <div className="flex max-w-120 flex-wrap justify-center gap-2">
            <Button variant="primary" icon={<Plus size={14} />} onClick={() => void runCommand('block.add')}>
              Add block
            </Button>
            {beginnings.map(({ id, name, type, language }) => (
              <Button
                key={id}
                icon={<TypeMark type={type} />}
                onClick={() =>
                  void addBlock(
                    { kind: 'new', name: blockNameFrom(name), type, language, templateId: id },
                    { position: null, upstream: [], downstream: [] },
                  )
                }
              >
                {name}
              </Button>
            ))}
          </div>
        }
      />
    </div>
  )
}
