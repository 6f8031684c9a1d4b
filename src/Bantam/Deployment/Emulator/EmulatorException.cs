namespace Bantam.Deployment;

/// <summary>How a built program failed.</summary>
public enum ProgramFailure
{
    /// <summary>It did what the processor forbids: a bad address, a stack that overflowed, a write behind its output.</summary>
    Fault,

    /// <summary>It did not end in the time that it was given.</summary>
    Timeout,

    /// <summary>It ended, but left results of the wrong length.</summary>
    WrongLength,

    /// <summary>The emulator or the harness could not do its work.</summary>
    Harness,
}

/// <summary>Generated code was built but failed when it ran, in an emulator or on the host.</summary>
/// <param name="failure">How it failed.</param>
/// <param name="message">What happened, what was expected and what to do.</param>
public sealed class EmulatorException(ProgramFailure failure, string message) : Exception(message)
{
    /// <summary>How it failed.</summary>
    public ProgramFailure Failure { get; } = failure;
}
