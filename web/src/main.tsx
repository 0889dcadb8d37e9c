import { render } from "preact";
import { App } from "./App";
import { readPageData } from "./data";

render(<App data={readPageData()} />, document.getElementById("toolbar")!);
