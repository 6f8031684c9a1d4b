using System.Diagnostics;
using System.Runtime.CompilerServices;
using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>A program of src/bantam-c/tests, built so that it stops at undefined behavior, and fed through its standard input.</summary>
internal static class KernelProgram
{
    public static byte[] Run(string source, byte[] input, params string[] definitions)
    {
        RequiredTools.SkipWithoutHostCompiler();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("bantam-test-");
        try
        {
            string program = Path.Combine(directory.FullName, "program");
            ProcessResult build = new ExternalProcess(
                Toolchain.Installed.RequireHostCompiler(),
                [.. BuildDirectory.Strictness, "-O2", .. Sanitizers(), .. definitions, Path.Combine(TestFolder(), source), "-o", program]).Run(TestContext.Current.CancellationToken);
            Assert.True(build.ExitCode == 0, build.Errors);
            return Feed(program, input);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string[] Sanitizers() => OperatingSystem.IsLinux() ? ["-fsanitize=undefined", "-fno-sanitize-recover=all"] : [];

    private static string TestFolder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../src/bantam-c/tests"));

    private static byte[] Feed(string program, byte[] input)
    {
        using Process process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task writing = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        writing.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
        return output.ToArray();
    }
}
