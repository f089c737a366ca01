"""Values and pure rules; nothing here touches a disk, a process, a network or a window."""
