export { default, default as MiniSearch } from "minisearch";
