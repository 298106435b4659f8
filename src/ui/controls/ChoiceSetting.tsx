/** A choice of the configuration: a labelled pick list. */
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { ChoiceField } from '../../engine/runConfig';
import styles from './controls.module.css';

interface ChoiceSettingProps {
  readonly field: ChoiceField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function ChoiceSetting({ field, value, onChange }: ChoiceSettingProps) {
  return (
    <Select className={styles.choice ?? ''} value={value} onChange={(key) => key !== null && onChange(String(key))}>
      <Label className={styles.settingLabel ?? ''}>
        <span title={field.help}>{field.label}</span>
      </Label>
      <Button className={styles.select ?? ''}>
        <SelectValue className={styles.selectValue ?? ''} />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={styles.popover ?? ''}>
        <ListBox className={styles.list ?? ''}>
          {field.choices.map((c) => (
            <ListBoxItem key={c.value} id={c.value} textValue={c.label} className={styles.option ?? ''}>
              {c.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
