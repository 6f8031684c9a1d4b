namespace Bantam.Deployment;

/// <summary>Whether a program that proofs need is on this machine.</summary>
/// <param name="Name">What it is called, for example <c>qemu-system-arm</c>.</param>
/// <param name="Found">Whether it is there.</param>
/// <param name="Version">The version that it reports; empty when it is absent.</param>
/// <param name="Needed">What it is for.</param>
/// <param name="Install">The exact command that installs it on this operating system.</param>
public sealed record ToolStatus(string Name, bool Found, string Version, string Needed, string Install);
