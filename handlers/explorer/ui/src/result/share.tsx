import { go, href, resource, route } from "../model/address";
import { printQuery } from "../model/query";
import { asked } from "../model/state";
import { copyText } from "../parts/button";
import { MenuButton } from "../parts/menu";
import { showInspector, showPane } from "./inspector";

/** Ways to hand the query on. */
export function ShareMenu() {
  const query = asked.value;
  return (
    <MenuButton
      icon="link"
      label="Hand on"
      items={() => [
        {
          label: "Copy the URL of the data",
          icon: "copy",
          run: () => void copyText(resource(query.path, printQuery(query)), "The URL of the data is copied"),
        },
        {
          label: "Copy a link to this page",
          icon: "link",
          run: () => void copyText(location.origin + href(route.value.path, route.value.search), "The link to this page is copied"),
        },
        {
          label: "As code: curl, Python, Power Query…",
          icon: "code",
          run: () => {
            showPane("code");
            showInspector(true);
          },
        },
        {
          label: "Connect Power BI",
          icon: "chart",
          run: () => go("-/profile/power-bi", new URLSearchParams({ path: query.path, query: printQuery(query) }).toString()),
        },
      ]}
    >
      Hand on
    </MenuButton>
  );
}
