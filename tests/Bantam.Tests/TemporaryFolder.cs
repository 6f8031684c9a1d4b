namespace Bantam.Tests;

/// <summary>A folder of one test's own, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bantam-test-");

    public string Path => _folder.FullName;

    public string PathOf(string relative) => System.IO.Path.Combine(Path, relative);

    public void Dispose() => _folder.Delete(recursive: true);
}
