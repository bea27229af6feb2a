# The benchmark lab for Terraform with dmacvicar/libvirt 0.9: n machines on overlays of one base image.
# Run with a dev_overrides entry for the folder of the provider's binary:
#   terraform apply -var n=50 -var base=/path/base.qcow2 -var pool_path=/path/to/an/empty/folder
terraform {
  required_providers {
    libvirt = {
      source = "dmacvicar/libvirt"
    }
  }
}

provider "libvirt" {
  uri = "qemu:///system"
}

variable "n" {
  default = 10
}
variable "memory" {
  default = 64
}
variable "base" {}
variable "pool_path" {}

resource "libvirt_pool" "lab" {
  name = "peer-lab"
  type = "dir"
  target = {
    path = var.pool_path
  }
}

resource "libvirt_volume" "base" {
  name = "base.qcow2"
  pool = libvirt_pool.lab.name
  target = {
    format = { type = "qcow2" }
  }
  create = {
    content = { url = var.base }
  }
}

resource "libvirt_network" "lab" {
  name = "peer-lab"
  ips = [{
    address = "10.78.0.1"
    prefix  = 24
    dhcp = {
      ranges = [{ start = "10.78.0.2", end = "10.78.0.254" }]
    }
  }]
}

resource "libvirt_volume" "disk" {
  count    = var.n
  name     = "peer-${count.index}.qcow2"
  pool     = libvirt_pool.lab.name
  capacity = libvirt_volume.base.capacity
  target = {
    format = { type = "qcow2" }
  }
  backing_store = {
    path   = libvirt_volume.base.path
    format = { type = "qcow2" }
  }
}

resource "libvirt_domain" "machine" {
  count       = var.n
  name        = "peer-${count.index}"
  type        = "qemu"
  memory      = var.memory
  memory_unit = "MiB"
  vcpu        = 1
  running     = true
  os = {
    type         = "hvm"
    type_arch    = "i686"
    type_machine = "pc"
  }
  devices = {
    disks = [{
      driver = { name = "qemu", type = "qcow2" }
      source = { file = { file = libvirt_volume.disk[count.index].path } }
      target = { dev = "hda", bus = "ide" }
    }]
    interfaces = [{
      source = { network = { network = libvirt_network.lab.name } }
    }]
    # All of it: 0.9.7 treats what libvirt adds as an error ("Provider produced inconsistent result after apply").
    videos   = [{ model = { type = "cirrus", vram = 16384, heads = 1, primary = "yes" } }]
    graphics = [{ vnc = { auto_port = true } }]
  }
}
