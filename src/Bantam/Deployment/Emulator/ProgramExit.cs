namespace Bantam.Deployment;

/// <summary>What the exit status of a built program means.</summary>
internal static class ProgramExit
{
    // The harness's own, in src/bantam-c/harness/semihosting.h and host.c.
    private const int Fault = 70;
    private const int Files = 71;
    private const int Guard = 72;
    private const int Counter = 73;

    public static EmulatorException TimedOut(CFiles model, TimeSpan limit) =>
        new(ProgramFailure.Timeout, $"{model.Prefix}_run did not finish all samples within {limit.TotalSeconds:0.###} seconds and was stopped. Allow more time or pass fewer samples; if one sample never ends, the generated code loops forever.");

    public static EmulatorException Failed(CFiles model, string where, ProcessResult result)
    {
        string said = string.Join("; ", (result.Errors + result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return result.ExitCode switch
        {
            Fault => new(ProgramFailure.Fault, $"The processor stopped {model.Prefix} on {where}: {said}"),
            Guard => new(ProgramFailure.Fault, $"{model.Prefix}_run wrote behind its output of {model.OutputBytes} bytes on {where}."),
            Files or Counter => new(ProgramFailure.Harness, $"The harness of {model.Prefix} failed on {where}: {said}"),
            // Statuses above 128 are signals: the program, or the emulator as its processor locked up, was aborted.
            > 128 or < 0 => new(ProgramFailure.Fault, $"{model.Prefix} crashed on {where} (status {result.ExitCode}): {said}"),
            _ => new(ProgramFailure.Harness, $"{model.Prefix} ended with status {result.ExitCode} on {where}: {said}"),
        };
    }
}
