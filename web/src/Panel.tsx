// The panel in which a passport opens: the browser's own dialog, which keeps the focus and closes with Escape.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { usePage } from "./context";

interface Props {
  open: boolean;
  onClose(): void;
  /** After it closed and the browser gave the focus back, if it knew whom to. */
  onClosed(): void;
  /** What is shown; when it changes, reading starts at the top again. */
  subject: unknown;
  children: ComponentChildren;
}

export const PANEL_TITLE = "panel-title";

export function Panel({ open, onClose, onClosed, subject, children }: Props) {
  const { language, word } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const own = dialog.current!;
    if (open && !own.open) own.showModal();
    if (!open && own.open) {
      own.close();
      onClosed();
    }
    if (open) {
      own.scrollTo({ top: 0 });
      document.getElementById(PANEL_TITLE)?.focus();
    }
  }, [open, subject]);
  return (
    <dialog
      ref={dialog}
      class="panel"
      lang={language}
      aria-labelledby={PANEL_TITLE}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && (
        <div class="sheet">
          <div class="panel-tools">
            <button type="button" class="quiet" onClick={() => print()}>
              {word("print")}
            </button>
            <button type="button" class="quiet" onClick={onClose}>
              {word("close")} <span aria-hidden="true">✕</span>
            </button>
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
