import { flakesOfSelf } from "@nix-repo/testkit";
import { oracleTests } from "./oracle-tests.ts";

oracleTests(flakesOfSelf());
