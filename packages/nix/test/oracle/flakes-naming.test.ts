import { flakesThatName } from "@nix-repo/testkit";
import { oracleTests } from "./oracle-tests.ts";

oracleTests(flakesThatName());
