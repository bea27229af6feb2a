import { removeHostsFolder } from "./host/folder";

export default removeHostsFolder;
