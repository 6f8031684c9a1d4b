using System.Diagnostics;
using System.Text;

namespace Bantam.Deployment;

/// <summary>What a process left behind.</summary>
/// <param name="ExitCode">Its exit status; -1 when it was killed because its time was up.</param>
/// <param name="Output">The start of its standard output.</param>
/// <param name="Errors">The start of its standard error.</param>
/// <param name="TimedOut">Whether it was killed because its time was up.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors, bool TimedOut);

/// <summary>A program to run with a list of arguments: no shell, no input, bounded time and bounded output.</summary>
/// <param name="File">The program's path.</param>
/// <param name="Arguments">Its arguments, passed on as they are.</param>
internal sealed record ExternalProcess(string File, IReadOnlyList<string> Arguments)
{
    private const int CaptureBytes = 64 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>The directory it runs in; the current one when empty.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>How long it may run.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end; a cancellation or the end of its time kills it with all its children.</summary>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What it left behind.</returns>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public ProcessResult Run(CancellationToken cancellation = default) => RunAsync(cancellation).GetAwaiter().GetResult();

    private async Task<ProcessResult> RunAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using Process process = new() { StartInfo = StartInfo() };
        process.Start();
        process.StandardInput.Close();
        Task<string> output = CaptureAsync(process.StandardOutput.BaseStream);
        Task<string> errors = CaptureAsync(process.StandardError.BaseStream);

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(Timeout);
        bool timedOut = false;
        try
        {
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            timedOut = true;
        }

        return new(
            timedOut ? -1 : process.ExitCode,
            await Drained(output).ConfigureAwait(false),
            await Drained(errors).ConfigureAwait(false),
            timedOut);
    }

    private ProcessStartInfo StartInfo()
    {
        ProcessStartInfo info = new(File)
        {
            WorkingDirectory = WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        // Messages are matched and shown as they come: they must not depend on the user's language.
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    /// <summary>A child that outlives the program may hold a pipe open: what it would still say is not waited for.</summary>
    private static async Task<string> Drained(Task<string> capture)
    {
        try
        {
            return await capture.WaitAsync(DrainTime).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    private static async Task<string> CaptureAsync(Stream stream)
    {
        byte[] kept = new byte[CaptureBytes];
        byte[] spare = new byte[4096];
        int length = 0;
        long dropped = 0;
        while (true)
        {
            Memory<byte> room = length < kept.Length ? kept.AsMemory(length) : spare;
            int read = await stream.ReadAsync(room).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            if (length < kept.Length)
            {
                length += read;
            }
            else
            {
                dropped += read;
            }
        }

        string text = Encoding.UTF8.GetString(kept, 0, length);
        return dropped == 0 ? text : $"{text}\n({dropped} more bytes)";
    }
}
