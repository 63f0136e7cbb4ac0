type TitlesProps = {
  readonly titles: readonly string[]
  /** Classes of the table's cells. */
  readonly cell: string
}

/** The head of a plain table: a title for each column. */
export const ColumnTitles = ({ titles, cell }: TitlesProps) => (
  <thead>
    <tr className="text-left text-muted text-xs">
      {titles.map((title) => (
        <th key={title} className={`${cell} font-medium`}>
          {title}
        </th>
      ))}
    </tr>
  </thead>
)
