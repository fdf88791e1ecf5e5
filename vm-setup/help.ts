// What `npm run vm -- --help` says.

export const HELP = `Usage: npm run vm -- VERB [FLAGS]     the lab VM, with three nginx backends; exit 0, or 2 with one line that says why not

  list        which VMs run, and which there are
  create      makes the VM and its backends from nothing; again after a failure, it goes on
  start       starts it without a window, waits for the backends, writes conf/vm.conf
  stop        saves its state; --off presses its power button instead
  status      state, ports, addresses, whether each backend answers and sends X-Request-ID back
  provision   makes the backends inside again; changes nothing where all is as it should be
  ssh         a shell inside, or npm run vm -- ssh -- COMMAND
  destroy     removes a VM that create has made; asks, unless --yes

  --name Ubuntu            which VM; one that you made yourself can be listed, started, stopped and looked at
  --hypervisor virtualbox  or qemu; default: what the VM was made with, else VirtualBox
  --dry-run                only show what would be run, taking the usual for given: nothing is started, asked or written
  --json                   the result as JSON on standard output, all else on standard error (list, status, create, start, provision)
  --wait 900               seconds that the backends may take to answer
  --conf FILE              where the addresses are written, default conf/vm.conf

 of create:
  --image FILE             a disk image at hand (qcow2, VMDK, VDI, raw) instead of Ubuntu's
  --ports 8001,8002,8003   of the backends, on 127.0.0.1 and inside      --ssh-port N   default: a free one from 2222 on
  --memory 2048 --cpus 2 --disk 12    MB, processors, GB                 --user hopwise
  --kernel FILE --initrd FILE --append WORDS    for an image without a boot loader (QEMU only)
 of provision and ssh:
  --foreign --user NAME    also a VM that create did not make            --ssh-port N

Everything it makes lies in ~/.hopwise/vm (HOPWISE_VM_HOME: elsewhere). VBOX_MANAGE names VBoxManage's file,
HOPWISE_QEMU_ACCEL=tcg does without the processor's help where that hangs, HOPWISE_IMAGE_SITE names another place than
https://cloud-images.ubuntu.com. More: vm-setup/README.md
`
