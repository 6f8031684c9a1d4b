namespace Bantam.Deployment;

/// <summary>The compiler or the linker refused generated code.</summary>
/// <param name="step">What was being done, for example <c>compile model.c for cortex-m4</c>.</param>
/// <param name="compilerOutput">What the compiler said, bounded in length.</param>
public sealed class BuildException(string step, string compilerOutput)
    : Exception($"Could not {step}. The compiler said:\n{compilerOutput}")
{
    /// <summary>What the compiler said, bounded in length.</summary>
    public string CompilerOutput { get; } = compilerOutput;
}
