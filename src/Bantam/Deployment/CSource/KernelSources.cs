using System.Reflection;

namespace Bantam.Deployment;

/// <summary>The hand-written C kernels that generated files contain.</summary>
internal static class KernelSources
{
    /// <summary>The text of a kernel.</summary>
    /// <param name="name">Its file name without extension.</param>
    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"bantam-c/kernels/{name}.c")
            ?? throw new InvalidOperationException($"The library lacks its C kernel '{name}'; build it again.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
