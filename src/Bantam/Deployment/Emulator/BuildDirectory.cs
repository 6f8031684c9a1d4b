using System.Runtime.InteropServices;
using System.Text;

namespace Bantam.Deployment;

/// <summary>A temporary directory with a model's files, the harness around them, and what is built from both.</summary>
internal sealed class BuildDirectory : IDisposable
{
    /// <summary>What generated C must compile under without one warning, and the harness as well.</summary>
    internal static readonly string[] Strictness =
        ["-std=c99", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow", "-pedantic"];

    private const string ResourcePrefix = "bantam-c/harness/";
    private const long LargestResult = 1 << 30;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bantam-");
    private readonly CFiles _model;

    public BuildDirectory(CFiles model)
    {
        _model = model;
        WriteText(model.Prefix + ".c", model.Source);
        WriteText(model.Prefix + ".h", model.Header);
        WriteText("harness_model.h", HarnessModel(model));
        WriteHarness();
    }

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Runs the compiler in the directory.</summary>
    /// <exception cref="BuildException">It refused.</exception>
    public void Compile(string compiler, IReadOnlyList<string> arguments, string step, CancellationToken cancellation)
    {
        ProcessResult result = new ExternalProcess(compiler, arguments)
        {
            WorkingDirectory = _directory.FullName,
            Timeout = TimeSpan.FromMinutes(10),
        }.Run(cancellation);
        if (result.TimedOut || result.ExitCode != 0)
        {
            throw new BuildException(step, result.TimedOut ? "(nothing within ten minutes)" : result.Errors + result.Output);
        }
    }

    /// <summary>Writes samples to a file after checking that they are whole.</summary>
    /// <exception cref="ArgumentException">There is no sample, or the last is not whole.</exception>
    public int WriteSamples(string name, ReadOnlySpan<sbyte> inputs)
    {
        if (inputs.Length == 0 || inputs.Length % _model.InputBytes != 0)
        {
            throw new ArgumentException(
                $"{inputs.Length} bytes of input are not a whole number of samples of {_model.InputBytes} bytes. Pass one or more samples back to back.",
                nameof(inputs));
        }

        File.WriteAllBytes(PathOf(name), MemoryMarshal.AsBytes(inputs));
        return inputs.Length / _model.InputBytes;
    }

    /// <summary>Reads a file that a program left.</summary>
    /// <exception cref="EmulatorException">It is absent or unreasonably long.</exception>
    public byte[] ReadResult(string name)
    {
        FileInfo file = new(PathOf(name));
        if (!file.Exists)
        {
            throw new EmulatorException(ProgramFailure.WrongLength, $"The program ended without writing {name}. Check that the generated code returns from {_model.Prefix}_run.");
        }

        return file.Length <= LargestResult
            ? File.ReadAllBytes(file.FullName)
            : throw new EmulatorException(ProgramFailure.WrongLength, $"The program wrote {file.Length} bytes to {name}; at most {LargestResult} are read. Run fewer samples at once.");
    }

    /// <summary>Reads the results of so many samples.</summary>
    /// <exception cref="EmulatorException">Their length is wrong.</exception>
    public sbyte[] ReadOutputs(string name, int samples)
    {
        byte[] outputs = ReadResult(name);
        long expected = (long)samples * _model.OutputBytes;
        return outputs.Length == expected
            ? MemoryMarshal.Cast<byte, sbyte>(outputs).ToArray()
            : throw new EmulatorException(
                ProgramFailure.WrongLength,
                $"The program wrote {outputs.Length} bytes of results; {samples} samples of {_model.OutputBytes} bytes are {expected}. Check that {_model.Prefix}_run returns for every sample.");
    }

    public void Dispose()
    {
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already: that is all that was wanted.
        }
    }

    private static string HarnessModel(CFiles model) =>
        $"""
        #include "{model.Prefix}.h"
        #define HARNESS_INPUT_BYTES {model.UpperPrefix}_INPUT_BYTES
        #define HARNESS_OUTPUT_BYTES {model.UpperPrefix}_OUTPUT_BYTES
        #define HARNESS_RUN {model.Prefix}_run
        #ifdef {model.UpperPrefix}_TRACE
        #define HARNESS_TRACE {model.Prefix}_trace
        #endif

        """;

    private void WriteText(string name, string text) => File.WriteAllText(PathOf(name), text, new UTF8Encoding(false));

    private void WriteHarness()
    {
        _directory.CreateSubdirectory("harness");
        System.Reflection.Assembly assembly = typeof(BuildDirectory).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using Stream from = assembly.GetManifestResourceStream(resource)!;
            using FileStream to = File.Create(PathOf("harness/" + resource[ResourcePrefix.Length..]));
            from.CopyTo(to);
        }
    }
}
