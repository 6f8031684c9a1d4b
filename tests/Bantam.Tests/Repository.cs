namespace Bantam.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Bantam.slnx</c>.</summary>
    /// <remarks>Found from the running program: a CI build replaces the source paths that the compiler knows.</remarks>
    internal static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder of the repository: <c>Repository.PathOf("src/Bantam")</c>.</summary>
    internal static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bantam.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"No folder above '{AppContext.BaseDirectory}' holds Bantam.slnx: run the tests from where the build puts them, with ./test.");
    }
}
