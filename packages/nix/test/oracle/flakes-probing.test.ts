import { flakesThatProbe } from "@nix-repo/testkit";
import { oracleTests } from "./oracle-tests.ts";

oracleTests(flakesThatProbe());
