using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>Skips a test, with the reason, where it lacks a program.</summary>
internal static class RequiredTools
{
    private static readonly Lazy<IReadOnlyList<ToolStatus>> Status = new(Toolchain.Installed.Status);

    public static void SkipWithoutHostCompiler() => SkipUnless(Status.Value[0]);

    public static void SkipWithoutEmulator()
    {
        foreach (ToolStatus tool in Status.Value.Skip(1))
        {
            SkipUnless(tool);
        }
    }

    private static void SkipUnless(ToolStatus tool)
    {
        if (!tool.Found)
        {
            Assert.Skip($"{tool.Name} is absent; install it with: {tool.Install}");
        }
    }
}
