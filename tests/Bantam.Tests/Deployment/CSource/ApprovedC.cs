using System.Runtime.CompilerServices;

namespace Bantam.Tests.Deployment;

/// <summary>Compares generated C with an approved file; with BANTAM_APPROVE=1 in the environment it writes the file instead.</summary>
internal static class ApprovedC
{
    public static void Matches(string actual, string name, [CallerFilePath] string here = "")
    {
        string path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../golden/c", name));
        if (Environment.GetEnvironmentVariable("BANTAM_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"tests/golden/c/{name} is missing: run with BANTAM_APPROVE=1 and read the result.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
