# What the second plan changes.
variable "turn" {
  default = "first"
}

locals {
  second = var.turn == "second"
}
