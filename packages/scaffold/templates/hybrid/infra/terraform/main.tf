terraform {
  required_version = ">= 1.6"

  # Where the state lives decides who may change what: choose it before the first `terraform apply`.
  # backend "s3" {}
}
