using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_ending_tells_the_format()
    {
        Graph graph = Graph.Create([3], x => x.Dense(2));
        string path = _folder.PathOf("net.BANTAM");
        ModelFiles.Save(graph, path);

        Assert.Equal(graph.ContentHash(), ModelFiles.Load(path).ContentHash());
    }

    [Fact]
    public void An_unknown_ending_lists_the_known_ones()
    {
        Assert.Contains("such files end in .bantam", Assert.Throws<ArgumentException>(() => ModelFiles.Load("net.pt")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelFiles.Save(Graph.Create([3], x => x.Dense(2)), _folder.PathOf("net.pt")));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
